import pytest

from imperium.workflows.report.wording import channel, counted, duration, file_size, titled, with_hashtags


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under 0.1 s"),
        (0.44, "0.4 s"),
        (9.96, "10 s"),
        (42, "42 s"),
        (59.7, "1 min"),
        (102.4, "1 min 42 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (86_400 * 3 + 3600 * 4 + 1, "3 d 4 h"),
        (86_400 * 400, "400 d"),
    ],
)
def test_durations_read_as_people_say_them(seconds: float, said: str):
    assert duration(seconds) == said


def test_names_sizes_and_counts():
    assert titled("seo_title") == "SEO title"
    assert titled("instagram_posts") == "Instagram posts"
    assert channel("tiktok") == "TikTok"
    assert channel("trade_fair") == "Trade fair"
    assert [file_size(n) for n in (999, 34_200, 1_240_000)] == ["999 bytes", "34 kB", "1.2 MB"]
    assert [counted(1, "task"), counted(1204, "task")] == ["1 task", "1,204 tasks"]


def test_hashtags_are_marked_and_everything_is_escaped():
    marked = with_hashtags("<b> & #Water, #1")
    assert marked == '&lt;b&gt; &amp; <span class="tag">#Water</span>, <span class="tag">#1</span>'
