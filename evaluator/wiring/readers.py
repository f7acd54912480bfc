"""What reads answers for each judge of the settings: which way, with which prompt, at an endpoint or from a file."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluator.domain.coefficients import Coefficients
from evaluator.judge.config import JudgeConfig, Limits, Mode, ModelFile, Prices, ReplyFormat, Thresholds, Timeouts
from evaluator.judge.llm import Chat, LlmReader
from evaluator.judge.model_files import model_file_of
from evaluator.judge.pipeline import Reader
from evaluator.judge.prompts import Prompt, load_prompt
from evaluator.settings import JudgeSettings, Settings

if TYPE_CHECKING:
    from evaluator.judge.local import LocalChat, Model

PROMPTS: Mapping[Mode, tuple[str, str]] = {
    Mode.PER_ANSWER: ("coverage", "v2"),
    Mode.PER_POINT: ("point", "v1"),
    Mode.YES_NO_LOGPROBS: ("yes-no", "v1"),
}
"""The prompt that judges are asked with in each mode."""

WITH_EXAMPLES = ("coverage-examples", "v1")
"""The prompt that judges are asked with that are shown reviewed answers."""

PROMPT = PROMPTS[Mode.PER_ANSWER]
"""That of the mode that is asked in where none is named."""


def prompts_in(settings: Settings) -> Mapping[Mode, Prompt]:
    """The prompts of the modes that the settings' judges are asked in, and that of `per_answer` in any case."""
    modes = {Mode.PER_ANSWER, *(Mode(judge.mode) for judge in settings.judges)}
    return {mode: load_prompt(settings.prompts, *PROMPTS[mode]) for mode in sorted(modes)}


def every_prompt_in(settings: Settings) -> Sequence[Prompt]:
    """The same, and that with examples where any judge is shown some."""
    prompts = [*prompts_in(settings).values()]
    if any(judge.examples for judge in settings.judges):
        prompts.append(load_prompt(settings.prompts, *WITH_EXAMPLES))
    return prompts


def config_of(judge: JudgeSettings) -> JudgeConfig:
    """The judge package's own value for what the settings say of one judge; raises SettingsInvalid for a model's file
    that is not there, or that nothing installed can run.
    """
    return JudgeConfig(
        name=judge.name,
        base_url=judge.base_url,
        model=judge.model,
        key=judge.key.get_secret_value(),
        reply_format=ReplyFormat(judge.reply_format),
        mode=Mode(judge.mode),
        thresholds=Thresholds(judge.covered_from, judge.missed_up_to),
        model_file=model_file_of(judge.name, judge.gguf, judge.context) if judge.gguf else None,
        temperature=judge.temperature,
        seed=judge.seed,
        max_output_tokens=judge.max_output_tokens,
        samples=judge.samples,
        examples=judge.examples,
        timeouts=Timeouts(**judge.timeouts.model_dump()),
        limits=Limits(**judge.limits.model_dump()),
        prices=Prices(**judge.prices.model_dump()) if judge.prices else None,
    )


def thresholds_of_matcher(settings: Settings) -> Thresholds | None:
    """Those that the settings give the built-in matcher, if they do."""
    own = settings.matcher
    return None if own is None else Thresholds(own.covered_from, own.missed_up_to)


def llm_readers(
    settings: Settings, prompts: Mapping[Mode, Prompt], coefficients: Coefficients, stack: AsyncExitStack
) -> Sequence[tuple[Reader, JudgeConfig, Prompt]]:
    """A reader for each judge that the settings name, and its prompt. The stack closes their connections."""
    configs = [config_of(judge) for judge in settings.judges]
    chats = _chats(configs, stack)
    asked = [(config, _prompt_of(config, prompts, settings)) for config in configs]
    return [(_reader(config, chats[config.name], prompt, coefficients), config, prompt) for config, prompt in asked]


def _prompt_of(config: JudgeConfig, prompts: Mapping[Mode, Prompt], settings: Settings) -> Prompt:
    if not config.examples:
        return prompts[config.mode]
    from evaluator.judge.showing import shown_of

    return replace(load_prompt(settings.prompts, *WITH_EXAMPLES), showing=shown_of)


def _reader(config: JudgeConfig, chat: Chat, prompt: Prompt, coefficients: Coefficients) -> Reader:
    if config.mode is Mode.YES_NO_LOGPROBS:
        from evaluator.judge.places import Places
        from evaluator.judge.yes_no import YesNoReader

        return YesNoReader(config, chat, prompt, Places(coefficients))
    reader = LlmReader(config, chat, prompt)
    if config.mode is Mode.PER_POINT:
        from evaluator.judge.per_point import PerPointReader

        return PerPointReader(reader)
    return reader


def _chats(configs: Sequence[JudgeConfig], stack: AsyncExitStack) -> Mapping[str, Chat]:
    """What carries each judge's requests, by its name."""
    far = [config for config in configs if config.model_file is None]
    chats: dict[str, Chat] = {}
    if far:
        from evaluator.judge.chat import ChatClient
        from evaluator.judge.sharing import Sharing

        sharing = Sharing(far)
        for config in far:
            client = ChatClient(config, pacing=sharing.pacing(config), traits=sharing.traits(config))
            stack.push_async_callback(client.aclose)
            chats[config.name] = client
    for config in configs:
        if config.model_file is not None:
            local = local_chat(config, config.model_file)
            stack.push_async_callback(local.aclose)
            chats[config.name] = local
    return chats


def local_chat(config: JudgeConfig, file: ModelFile) -> "LocalChat":
    """What runs a model's file; it is loaded when it is first asked."""
    from evaluator.judge.local import LocalChat

    def load() -> "Model":
        from evaluator.judge.llama import Llama

        return Llama(file)

    return LocalChat(config, load)
