"""Runs the steps of action.yml that are shell scripts as GitHub's runner does. Arguments: the folder of the program, a work folder.

The steps get their variables and outputs as in a workflow. The installation is replaced by the program that is given, and the
upload, which is another action, is left out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ACTION = yaml.safe_load((Path(__file__).resolve().parents[2] / "action.yml").read_text(encoding="utf-8"))
SOUND = '{"value": [{"id": "d1", "scanType": "Network", "scanName": "n", "isActive": true}]}\n'
DAMAGED = '{"value": [{"id": "d1", "scanType": "Network", "scanName": "n", "isActive": true,}]}\n'


def expanded(text, contexts):
    """A text with the expressions of a workflow replaced. Only names are used in the action."""
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda expression: contexts[expression[1]], text)


def run_step(step, contexts, program, work):
    """The exit code of a step; its outputs are added to the contexts."""
    outputs = work / "outputs"
    outputs.write_text("")
    variables = {name: expanded(value, contexts) for name, value in step.get("env", {}).items()}
    path = f"{program}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **variables, "GITHUB_OUTPUT": str(outputs), "GITHUB_PATH": str(work / "path"), "PATH": path}
    # The runner starts bash with these options.
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", expanded(step["run"], contexts)]
    code = subprocess.run(words, cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE).returncode
    for line in outputs.read_text().splitlines():
        name, _, value = line.partition("=")
        contexts[f"steps.{step['id']}.outputs.{name}"] = value
    return code


def run_action(program, work, **given):
    """The exit code of the action and its outputs."""
    contexts = {f"inputs.{name}": str(given.get(name.replace("-", "_"), value.get("default", ""))) for name, value in ACTION["inputs"].items()}
    code = 0
    for step in ACTION["runs"]["steps"]:
        if "run" in step and step["name"] != "Install authscan" and code == 0:
            code = run_step(step, contexts, program, work)
    outputs = {name: expanded(output["value"], {"steps.check.outputs.exit-code": "", **contexts}) for name, output in ACTION["outputs"].items()}
    return code, outputs


def results(work, outputs):
    return json.loads((work / outputs["sarif-file"]).read_text(encoding="utf-8"))["runs"][0]["results"]


def main():
    program, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve() / "action"
    shutil.rmtree(work, ignore_errors=True)
    odd = work / "odd names"
    for name, text in (("sound/a.json", SOUND), ("damaged/b.json", DAMAGED), ("odd names/$(touch planted).json", DAMAGED)):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text)

    code, outputs = run_action(program, work, inputs="sound")
    assert (code, outputs["exit-code"], results(work, outputs)) == (0, "0", []), (code, outputs)

    code, outputs = run_action(program, work, inputs="sound\n\n  \ndamaged\n", sarif_file="out.sarif")
    assert (code, outputs["exit-code"], outputs["sarif-file"]) == (1, "1", "out.sarif"), (code, outputs)
    assert [found["ruleId"] for found in results(work, outputs)] == ["trailing-comma"], results(work, outputs)

    # The options are words, one a line, and no text of a workflow becomes a command.
    code, outputs = run_action(program, work, inputs="odd names/*.json\nsound", args="--ignore\ntrailing-comma\n--max-warnings\n0")
    assert code == 1 and results(work, outputs) == [], (code, outputs)
    code, outputs = run_action(program, work, inputs=f"{odd}/$(touch planted).json", type="definitions")
    assert code == 1 and len(results(work, outputs)) == 1, (code, outputs)
    assert not (work / "planted").exists()

    # A usage error fails the step itself, and has an exit code of its own.
    for given in ({"inputs": "missing"}, {"inputs": "sound", "type": "nothing"}, {"inputs": "sound", "args": "--no-such-option"}):
        code, outputs = run_action(program, work, **given)
        assert (code, outputs["exit-code"]) == (2, "2"), (given, code, outputs)
    print("action.yml: 7 runs as expected")


if __name__ == "__main__":
    main()
