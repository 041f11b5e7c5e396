"""What a learner hands to a picture, read: tensors, functions, what they print, and a wish to stop."""
