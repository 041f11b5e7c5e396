"""Tasks, checks and their marking: from the learner's notebook to the class's gradebook."""
