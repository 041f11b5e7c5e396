"""What a function computes under a tape, as data: its operations, their values and their gradients."""
