"""The only place that picks implementations: settings in, a working application out.

What a command may not need is imported where it is needed: the SDK alone takes longer to import than the matcher takes
to judge. So most of an application's parts are made when they are first asked for.
"""

from evaluator.wiring.application import Application as Application
from evaluator.wiring.opening import open_application as open_application
from evaluator.wiring.readers import PROMPT as PROMPT
from evaluator.wiring.readers import config_of as config_of
from evaluator.wiring.readers import every_prompt_in as every_prompt_in
from evaluator.wiring.readers import local_chat as local_chat
from evaluator.wiring.workshop import Workshop as Workshop
from evaluator.wiring.world import surroundings as surroundings
