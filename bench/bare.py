"""A Flask application that does nothing: what every figure is measured against."""

from flask import Flask

app = Flask("bare", static_folder=None)


@app.get("/")
def hello() -> str:
    return "Hello, World!"
