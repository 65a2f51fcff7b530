/** The form of a study, from its table of parameters: names, symbols, units, ranges, help, and what is wrong with a value. */

import type { Bench } from '../state/bench.ts';
import { spelled } from '../state/curves.ts';
import type { ParameterCard, StudyCard, Varied } from '../work/desk-calls.ts';
import { FileButton, OwnData } from './own-data.tsx';
import '../style/places.css';

export function ParameterForm({ bench }: { readonly bench: Bench }) {
  const card = bench.card.value;
  if (card === undefined) return null;
  // What is picked at the bench is not asked for twice.
  const atPlaces = new Set(bench.checked.value.bench?.places.map(({ parameter }) => parameter));
  const asked = card.parameters.filter(({ name }) => !atPlaces.has(name));
  const main = asked.filter((each) => each.main);
  const others = asked.filter((each) => !each.main);
  const changed = others.filter(({ name, default: standard }) => {
    const text = bench.texts.value[name];
    return text !== undefined && text !== standard;
  });
  return (
    <form
      class="setup"
      aria-label="Parameters"
      onSubmit={(event) => {
        event.preventDefault();
        bench.start();
      }}
    >
      {!card.composed && <Presets bench={bench} card={card} />}
      {main.map((parameter) => (
        <Field key={parameter.name} bench={bench} parameter={parameter} />
      ))}
      <OwnData bench={bench} />
      <SeedField bench={bench} />
      <VaryFields bench={bench} card={card} />
      {others.length > 0 && (
        <details class="others" open={changed.length > 0}>
          <summary>{others.length} more parameters</summary>
          {others.map((parameter) => (
            <Field key={parameter.name} bench={bench} parameter={parameter} />
          ))}
        </details>
      )}
      {bench.checked.value.fault !== undefined && (
        <p class="fault" role="alert">
          {bench.checked.value.fault}
        </p>
      )}
      {/* Enter in a field begins the run. */}
      <button type="submit" hidden />
    </form>
  );
}

/** Names of presets, and why the one that is chosen is worth a look. */
function Presets({ bench, card }: { readonly bench: Bench; readonly card: StudyCard }) {
  const chosen = bench.preset.value;
  const text = chosen === undefined ? undefined : card.presetTexts?.[chosen];
  return (
    <fieldset class="presets">
      <legend>Preset</legend>
      {Object.keys(card.presets).map((name) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={chosen === name}
          onClick={() => bench.takePreset(name)}
        >
          {name}
        </button>
      ))}
      {text !== undefined && <p class="preset-text">{text}</p>}
    </fieldset>
  );
}

/** Presets to start a bench from, each with why it is worth a look. */
export function PresetCards({ bench }: { readonly bench: Bench }) {
  const card = bench.card.value;
  if (card === undefined) return null;
  return (
    <fieldset class="preset-cards">
      <legend>Start from</legend>
      {Object.keys(card.presets).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={bench.preset.value === name}
          onClick={() => bench.takePreset(name)}
        >
          <b>{name}</b> {card.presetTexts?.[name]}
        </button>
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly bench: Bench;
  readonly parameter: ParameterCard;
}

function Field({ bench, parameter }: FieldProps) {
  const { name, symbol, unit, description, allowed, kind, about, default: standard } = parameter;
  const { faults, idle } = bench.checked.value;
  const fault = faults[name];
  const id = `parameter-${name}`;
  const text = bench.texts.value[name] ?? standard;
  const many = kind === 'list' && parameter.choices !== undefined;
  const help = about?.[text];
  return (
    <div
      class={`field${idle[name] === undefined ? '' : ' idle'}${text === standard ? '' : ' changed'}`}
      data-file-field={parameter.isFile ? name : undefined}
    >
      <label for={id} title={description}>
        {spelled(name)}
        {symbol !== undefined && <i class="symbol"> {symbol}</i>}
      </label>
      {many ? (
        <Choices id={id} bench={bench} parameter={parameter} text={text} />
      ) : (
        <Control id={id} bench={bench} parameter={parameter} text={text} />
      )}
      <details class="help">
        <summary aria-label={`What ${spelled(name)} is`}>?</summary>
        <p id={`${id}-help`}>
          {description}
          {unit !== undefined && ` (${unit})`}. {many ? '' : `Allowed: ${allowed}; `}default{' '}
          {standard === '' ? 'none' : standard}.{help !== undefined && ` ${text}: ${help}.`}
          {idle[name] !== undefined && ` No effect now: ${idle[name]}.`}
        </p>
      </details>
      {parameter.isFile && <FileButton bench={bench} name={name} label={spelled(name)} />}
      {fault !== undefined && (
        <p class="fault" role="alert" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

interface ControlProps extends FieldProps {
  readonly id: string;
  readonly text: string;
}

function Control({ id, bench, parameter, text }: ControlProps) {
  const { name, kind, choices } = parameter;
  const faulty = bench.checked.value.faults[name] !== undefined;
  const described = faulty ? `${id}-fault` : `${id}-help`;
  if (kind === 'flag')
    return (
      <input
        id={id}
        type="checkbox"
        checked={text === 'true'}
        aria-describedby={described}
        onChange={({ currentTarget }) => bench.set(name, String(currentTarget.checked))}
      />
    );
  if (kind === 'choice' && choices !== undefined)
    return (
      <select
        id={id}
        value={text}
        aria-describedby={described}
        aria-invalid={faulty}
        onChange={({ currentTarget }) => bench.set(name, currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  return (
    <input
      id={id}
      type="text"
      inputMode={kind === 'number' || kind === 'integer' ? 'decimal' : 'text'}
      autocomplete="off"
      spellcheck={false}
      value={text}
      aria-describedby={described}
      aria-invalid={faulty}
      onInput={({ currentTarget }) => bench.set(name, currentTarget.value)}
    />
  );
}

/** Several of a few names: those chosen first, in their order; the others to be added. */
function Choices({ id, bench, parameter, text }: ControlProps) {
  const { name, choices = [], about } = parameter;
  const chosen = text.split(',').filter((word) => word !== '');
  const left = choices.filter((choice) => !chosen.includes(choice));
  const put = (list: readonly string[]): void => bench.set(name, list.join(','));
  return (
    <div class="choices">
      {chosen.map((word) => (
        <button
          key={word}
          type="button"
          class="chip"
          title={about?.[word]}
          aria-label={`Remove ${word}`}
          onClick={() => put(chosen.filter((other) => other !== word))}
        >
          {word} <span aria-hidden="true">×</span>
        </button>
      ))}
      {left.length > 0 && (
        <select
          id={id}
          value=""
          aria-label={`Add to ${spelled(name)}`}
          onChange={({ currentTarget }) => put([...chosen, currentTarget.value])}
        >
          <option value="">add …</option>
          {left.map((choice) => (
            <option key={choice} value={choice} title={about?.[choice]}>
              {choice}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** One thing that differs between runs, and how many seeds each gets. */
function VaryFields({ bench, card }: { readonly bench: Bench; readonly card: StudyCard }) {
  const { name, over, seeds } = bench.varied.value;
  const { faults, orders } = bench.checked.value;
  const set = (change: Partial<Varied>): void => {
    bench.varied.value = { ...bench.varied.value, ...change };
  };
  const choose = (chosen: string): void => {
    const parameter = card.parameters.find((each) => each.name === chosen);
    const { choices = [], default: standard = '' } = parameter ?? {};
    const first = bench.texts.value[chosen] ?? standard;
    const second = choices.find((choice) => choice !== first) ?? standard;
    const over = parameter === undefined ? '' : [...new Set([first, second])].join('; ');
    set({ name: chosen, over });
  };
  const many = orders?.length ?? 0;
  return (
    <fieldset class="vary">
      <legend>Compare</legend>
      <div class="field">
        <label for="vary-name">vary</label>
        <select
          id="vary-name"
          value={name}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="">nothing</option>
          {card.parameters.map((parameter) => (
            <option key={parameter.name} value={parameter.name}>
              {spelled(parameter.name)}
            </option>
          ))}
        </select>
      </div>
      {name !== '' && (
        <div class="field">
          <label for="vary-over">over</label>
          <input
            id="vary-over"
            type="text"
            spellcheck={false}
            autocomplete="off"
            value={over}
            aria-invalid={faults.over !== undefined}
            aria-describedby="vary-help"
            onInput={({ currentTarget }) => set({ over: currentTarget.value })}
          />
          <p class="hint" id="vary-help">
            up to four values, separated by semicolons
          </p>
        </div>
      )}
      <div class="field">
        <label for="vary-seeds">seeds</label>
        <input
          id="vary-seeds"
          type="text"
          inputMode="numeric"
          value={seeds}
          aria-invalid={faults.seeds !== undefined}
          onInput={({ currentTarget }) => set({ seeds: currentTarget.value })}
        />
      </div>
      {many > 1 && <p class="hint">{many} runs, judged together where only their seeds differ</p>}
      {[faults.over, faults.seeds].map(
        (fault) =>
          fault !== undefined && (
            <p key={fault} class="fault" role="alert">
              {fault}
            </p>
          ),
      )}
    </fieldset>
  );
}

function SeedField({ bench }: { readonly bench: Bench }) {
  const fault = bench.checked.value.faults.seed;
  return (
    <div class="field">
      <label for="parameter-seed">seed</label>
      <span class="seed">
        <input
          id="parameter-seed"
          type="text"
          inputMode="numeric"
          value={bench.seed.value}
          aria-invalid={fault !== undefined}
          onInput={({ currentTarget }) => {
            bench.seed.value = currentTarget.value;
          }}
        />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            bench.seed.value = String(Number(bench.seed.value) + 1 || 1);
          }}
        >
          next
        </button>
      </span>
      <label for="parameter-arithmetic">arithmetic</label>
      <select
        id="parameter-arithmetic"
        aria-describedby="arithmetic-help"
        value={bench.arithmetic.value}
        onChange={({ currentTarget }) => {
          bench.arithmetic.value = currentTarget.value === 'fused' ? 'fused' : 'strict';
        }}
      >
        <option value="strict">strict</option>
        <option value="fused">fused</option>
      </select>
      <p class="hint" id="arithmetic-help">
        {bench.arithmetic.value === 'fused'
          ? 'faster where the machine can, other bits than elsewhere'
          : 'the same bits everywhere'}
      </p>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
