project = "Tea at Home"
language = "en"
extensions = ["myst_parser", "sphinx_amts"]
html_theme = "furo"
