"""What is connected, what is missing, and what that costs the user."""

from program import Program


def test_without_a_model_it_says_what_that_costs(imperium: Program) -> None:
    told = imperium("doctor")
    assert told.exit_code == 0, told.stderr
    assert f"✓ database: sqlite in {imperium.data}" in told.stdout
    assert "image_generation" in told.stdout
    assert "! models: none connected" in told.stdout
    assert "answered from the knowledge base or not at all" in told.stdout
    assert "OPENROUTER_API_KEY" in told.stdout


def test_a_connected_model_is_named_and_its_key_is_not_shown(imperium: Program) -> None:
    imperium.environment["OPENAI_API_KEY"] = "sk-very-secret-1234"
    told = imperium("doctor")
    assert "✓ models: openai" in told.stdout
    assert "sk-very-secret-1234" not in told.stdout
