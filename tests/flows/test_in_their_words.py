"""The whole way of an idea, as one person of each language types it, without a button pressed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import tables
from tests.chat import Chat
from tests.worlds import World

DUTCH = """
> begin
? welcome agree-3
> akkoord
? welcome reminders
> nee
? welcome home
> lijst
? welcome home-list
> sint jans molenbeek
? welcome topics
> Stedenbouw, gezondheid
? menu
< Brussel
> een idee delen
? idea title
> Een zebrapad aan de school in de Hoogstraat
? idea description
> Er rijdt veel verkeer & de kinderen steken overal over.
? idea topic
> stedenbouw
< Sint-Jans-Molenbeek
? idea where
> terug
? idea topic
> vijf
? idea where
> molenbeck
< Sint-Jans-Molenbeek
> ja
? idea photo
> terug
? idea where-meant
> 1
> hulp
? idea photo
> taal
? language
> frans
? idea photo
> langue
? language
> nl
? idea photo
> nee
? idea preview
< Een zebrapad aan de school in de Hoogstraat
< Stedenbouw
> 1
? filed
> mijn ideeën
< Hoogstraat
> 1
? card
> annuleer
? menu
> stop
? stop-all
> instellingen
? settings
"""

FRENCH = """
> commencer
? welcome agree-3
> 1
? welcome reminders
> non
? welcome home
> saint gilles
? welcome topics
> Urbanisme et santé
? menu
< Bruxelles
> partager une idée
? idea title
> Un passage piéton devant l'école de la rue Haute
? idea description
> Beaucoup de voitures & les enfants traversent partout.
? idea topic
> urbanisme
< Saint-Gilles
? idea where
> retour
? idea topic
> cinq
? idea where
> ixele
< Ixelles
> oui
? idea photo
> aide
? idea photo
> 1
? idea preview
< Un passage piéton devant l'école de la rue Haute
< Urbanisme
< Ixelles
> 1
? filed
> mes idées
< rue Haute
> 1
? card
> commentaires
? comments
> annuler
? menu
> suivante
? next
> annuler
? menu
> arrêter
? stop-all
> réglages
? settings
"""

ENGLISH = """
> start
? welcome agree-3
> 1
? welcome reminders
> no
? welcome home
> 1050
< Ixelles
> 1
? welcome topics
> urbanism and healthcare
? menu
< Brussels
> share an idea
? idea title
> A zebra crossing at the school
? idea description
> Many cars & children who cross everywhere.
? idea topic
> urbanism
< Ixelles
? idea where
> back
? idea topic
> five
? idea where
> ukel
< Uccle
> yes
? idea photo
> help
? idea photo
> 1
? idea preview
< A zebra crossing at the school
< Urbanism
< Uccle
> 1
? filed
> my ideas
< zebra
> 1
? card
> cancel
? menu
> stop
? stop-all
> settings
? settings
"""


@pytest.mark.parametrize(
    ("language", "transcript", "where"),
    [
        ("nl", DUTCH, "sint-jans-molenbeek"),
        ("fr", FRENCH, "elsene"),
        ("en", ENGLISH, "ukkel"),
    ],
    ids=["Dutch", "French", "English"],
)
def test_an_idea_from_the_first_word_to_the_list(
    either_world: World, language: str, transcript: str, where: str
) -> None:
    either_world.programme()
    Chat(either_world, hint=language).play(transcript)
    with either_world.desk() as desk:
        idea = desk.connection.execute(select(tables.ideas)).one()
    assert (idea.language, idea.topic, idea.neighbourhood) == (language, "urbanism", where)
    assert idea.title in transcript
    assert idea.description in transcript


@pytest.mark.parametrize(("language", "yes"), [("nl", "ja"), ("fr", "Oui"), ("en", "yes")])
def test_yes_is_enough_where_a_notice_asks(world: World, language: str, yes: str) -> None:
    chat = Chat(world, "noor", hint=language)
    chat.play(
        "given a programme\ngiven a citizen\n> {:link}\n[show]\n"
        f"given my other account types it and agrees\n> {yes}\n< {{Your accounts are linked}}"
    )


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "hele stad"), ("fr", "Partout"), ("en", "entire city")]
)
def test_the_whole_city_is_said_in_words_of_ones_own(world: World, language: str, words: str) -> None:
    Chat(world, "noor", hint=language).play(
        "given a programme\ngiven a citizen\n> {:idea}\n> Een fontein\n[skip]\n[work]\n"
        f"? idea where\n> {words}\n? idea photo"
    )
