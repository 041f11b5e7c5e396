"""TensorFlow Workbook, as the engine sees it: course.toml, and the tasks, a folder an assignment."""
