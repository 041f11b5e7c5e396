"""What is passed from room to room: where a course's things are, what was released, asked and earned."""
