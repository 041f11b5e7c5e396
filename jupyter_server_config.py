"""What JupyterLab reads when it is started in this folder: by `make lab`, or as `jupyter lab`."""

c = get_config()  # noqa: F821  (JupyterLab defines it)

c.ServerApp.jpserver_extensions = {"grader.autograding.formgrader": True}
