"""The bridge: runs the user's code with the user's SDK and tells the runner what happens.

Standard library and the user's `flyte` only; `sdk.py` alone touches what `flyte` keeps private.
"""
