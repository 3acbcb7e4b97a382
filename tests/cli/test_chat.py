"""A conversation in the terminal."""

from program import Program


def test_a_question_and_some_work(imperium: Program) -> None:
    said = "How do I connect a model?\nWrite social media posts and an e-mail campaign for mugs\nrewrite the posts\n\n"
    talked = imperium("chat", input=said)
    assert talked.exit_code == 0, talked.stderr
    assert "Sources:" in talked.stdout
    assert "I'm going to make social media posts and an e-mail campaign" in talked.stdout
    assert "Writing the social posts anew; everything else stays as it is." in talked.stdout
    assert talked.stdout.count("/report\n") == 2


def test_the_end_of_the_input_ends_it(imperium: Program) -> None:
    talked = imperium("chat", input="Hello\n")
    assert talked.exit_code == 0
    assert "No language model is connected" in talked.stdout
