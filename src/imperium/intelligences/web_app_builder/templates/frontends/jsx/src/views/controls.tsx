/** One control of a form for each kind of value, with its label and its message. */
import type { ReactNode } from 'react';
import { app } from '../model/app';
import type { Field, Reference, Relation } from '../model/entity';
import { inputOf } from '../model/inputs';
import type { DraftValue } from '../model/values';

interface Frame {
  readonly id: string;
  readonly label: string;
  readonly unit?: string | undefined;
  readonly required: boolean;
  readonly error: string | undefined;
  readonly broad?: boolean;
  readonly children: ReactNode;
}

function Labelled({ id, label, unit, required, error, broad, children }: Frame) {
  const aside = [unit, !required && 'optional'].filter(Boolean).join(' · ');
  return (
    <div className={broad ? 'field broad' : 'field'}>
      <div className="caption"><label htmlFor={id}>{label}</label>{aside && <span>{aside}</span>}</div>
      {children}
      <Message id={id} error={error} />
    </div>
  );
}

function Message({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  return error ? <span id={`${id}-error`} className="error">{error}</span> : null;
}

interface FieldProps {
  readonly field: Field;
  readonly value: DraftValue;
  readonly error: string | undefined;
  readonly set: (value: DraftValue) => void;
}

export function FieldControl({ field, value, error, set }: FieldProps) {
  const id = `field-${field.name}`;
  const marks = { id, 'aria-invalid': Boolean(error), 'aria-describedby': error ? `${id}-error` : undefined, 'aria-required': field.required };
  if (field.type === 'boolean') {
    return (
      <div className="field">
        <div className="check">
          <input {...marks} aria-required={undefined} type="checkbox" checked={value === true} onChange={(event) => set(event.target.checked)} />
          <label htmlFor={id}>{field.label}</label>
        </div>
        <Message id={id} error={error} />
      </div>
    );
  }
  return (
    <Labelled id={id} label={field.label} unit={field.type === 'money' ? app.currency : undefined} required={field.required} error={error} broad={field.type === 'text'}>
      {field.type === 'text' && <textarea {...marks} value={String(value)} maxLength={field.maxLength} onChange={(event) => set(event.target.value)} />}
      {field.type === 'choice' && (
        <select {...marks} value={String(value)} onChange={(event) => set(event.target.value)}>
          <option value="">{field.required ? 'Choose…' : 'None'}</option>
          {field.choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
        </select>
      )}
      {field.type !== 'text' && field.type !== 'choice' && (
        <input {...marks} {...inputOf(field)} value={String(value)} onChange={(event) => set(event.target.value)} />
      )}
    </Labelled>
  );
}

interface RelationProps {
  readonly relation: Relation;
  readonly options: readonly Reference[];
  readonly chosen: readonly number[];
  readonly error: string | undefined;
  readonly many: boolean;
  readonly find: (words: string) => void;
  readonly choose: (id: string) => void;
  readonly toggle: (id: number) => void;
}

export function RelationControl({ relation, options, chosen, error, many, find, choose, toggle }: RelationProps) {
  const id = `field-${relation.column}`;
  const search = many && <input type="search" aria-label="Find more to choose from" placeholder="Find…" onChange={(event) => find(event.target.value)} />;
  if (relation.many) {
    return (
      <fieldset className="field broad choices" id={id} aria-describedby={error ? `${id}-error` : undefined}>
        <legend>{relation.label}</legend>
        {search}
        <div className="options">
          {options.length === 0 && <span className="hint">There is nothing to choose yet.</span>}
          {options.map((one) => (
            <label key={one.id} className="check"><input type="checkbox" checked={chosen.includes(one.id)} onChange={() => toggle(one.id)} />{one.label}</label>
          ))}
        </div>
        <Message id={id} error={error} />
      </fieldset>
    );
  }
  return (
    <Labelled id={id} label={relation.label} required={relation.required} error={error}>
      {search}
      <select id={id} value={String(chosen[0] ?? '')} aria-invalid={Boolean(error)} aria-describedby={error ? `${id}-error` : undefined} aria-required={relation.required}
        onChange={(event) => choose(event.target.value)}>
        <option value="">{relation.required ? 'Choose…' : 'None'}</option>
        {options.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
      </select>
    </Labelled>
  );
}
