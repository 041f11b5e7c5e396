"""What an author asks of a task before anybody learns with it: `grader check-task`.

It only reads tasks, and may import the rooms that check and show; none of them imports it.
"""
