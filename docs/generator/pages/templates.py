"""Every workflow template."""

import json

from page import Page, code, section, sections, table

from imperium.workflows.template import Parameter, TemplateSpec, load_templates


def body() -> str:
    return sections(_template(name, template) for name, template in load_templates().items())


def _template(name: str, template: TemplateSpec) -> str:
    parameters = [
        (code(key), p.type, "required" if p.required else code(json.dumps(p.default)), _meaning(p))
        for key, p in template.parameters.items()
    ]
    stages = [
        f"{number}. {stage.type}: "
        + ", ".join(f"{code(task.output_variable)} by {code(task.model)}" for task in stage.tasks)
        for number, stage in enumerate(template.workflow, 1)
    ]
    return section(
        code(f"POST /template/{name}"),
        template.description,
        f"Delivers {', '.join(template.parts)}.",
        table(("parameter", "type", "default", "meaning"), parameters),
        "\n".join(stages),
    )


def _meaning(parameter: Parameter) -> str:
    one_of = f" One of {', '.join(parameter.choices)}." if parameter.choices else ""
    return f"{parameter.description}{one_of}"


PAGE = Page(
    title="Templates",
    about="whole workflows with parameters.",
    intro="The body of `POST /template/{name}` holds the parameters. `GET /template` lists them too.",
    body=body,
)
