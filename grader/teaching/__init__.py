"""What a teacher calls around marking: who is missing, how marks get back, a term's beginning and end."""
