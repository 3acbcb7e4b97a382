/** One control of a form for each kind of value, with its label and its message. */
import { Component, computed, input, output } from '@angular/core';
import { app } from '../model/app';
import type { Field, Reference, Relation } from '../model/entity';
import { inputOf } from '../model/inputs';
import type { DraftValue } from '../model/values';
import { textOf } from './text-of';

@Component({
  selector: 'app-field-control',
  host: { class: 'field', '[class.broad]': "field().type === 'text'" },
  template: `
    @let one = field();
    @if (one.type === 'boolean') {
      <div class="check">
        <input [id]="id()" type="checkbox" [checked]="value() === true" [attr.aria-invalid]="!!error()" [attr.aria-describedby]="message()" (change)="tick($event)" />
        <label [attr.for]="id()">{{ one.label }}</label>
      </div>
    } @else {
      <div class="caption">
        <label [attr.for]="id()">{{ one.label }}</label>
        @if (aside(); as words) { <span>{{ words }}</span> }
      </div>
      @switch (one.type) {
        @case ('text') {
          <textarea [id]="id()" [value]="value()" [maxLength]="one.maxLength" [attr.aria-invalid]="!!error()" [attr.aria-describedby]="message()"
            [attr.aria-required]="one.required" (input)="write($event)"></textarea>
        }
        @case ('choice') {
          <select [id]="id()" [attr.aria-invalid]="!!error()" [attr.aria-describedby]="message()" [attr.aria-required]="one.required" (change)="write($event)">
            <option value="">{{ one.required ? 'Choose…' : 'None' }}</option>
            @for (choice of one.choices; track choice.value) {
              <option [value]="choice.value" [selected]="value() === choice.value">{{ choice.label }}</option>
            }
          </select>
        }
        @default {
          <input [id]="id()" [type]="kind().type" [attr.inputmode]="kind().inputMode" [attr.maxlength]="kind().maxLength" [value]="value()"
            [attr.aria-invalid]="!!error()" [attr.aria-describedby]="message()" [attr.aria-required]="one.required" (input)="write($event)" />
        }
      }
    }
    @if (error(); as words) { <span [id]="id() + '-error'" class="error">{{ words }}</span> }
  `,
})
export class FieldControl {
  readonly field = input.required<Field>();
  readonly value = input.required<DraftValue>();
  readonly error = input<string | undefined>();
  readonly changed = output<DraftValue>();
  protected readonly id = computed(() => `field-${this.field().name}`);
  protected readonly kind = computed(() => inputOf(this.field()));
  protected readonly message = computed(() => (this.error() ? `${this.id()}-error` : null));
  protected readonly aside = computed(() =>
    [this.field().type === 'money' && app.currency, !this.field().required && 'optional'].filter(Boolean).join(' · '),
  );

  protected write(event: Event): void {
    this.changed.emit(textOf(event));
  }

  protected tick(event: Event): void {
    this.changed.emit((event.target as HTMLInputElement).checked);
  }
}

/** A choice among the rows of another kind: one, or many. */
@Component({
  selector: 'app-relation-control',
  host: { class: 'field', '[class.broad]': 'relation().many' },
  template: `
    @let one = relation();
    @if (one.many) {
      <fieldset class="field" [id]="id()" [attr.aria-describedby]="message()">
        <legend>{{ one.label }}</legend>
        @if (many()) { <input type="search" aria-label="Find more to choose from" placeholder="Find…" (input)="search($event)" /> }
        <div class="options">
          @for (option of options(); track option.id) {
            <label class="check"><input type="checkbox" [checked]="chosen().includes(option.id)" (change)="toggled.emit(option.id)" />{{ option.label }}</label>
          } @empty {
            <span class="hint">There is nothing to choose yet.</span>
          }
        </div>
      </fieldset>
    } @else {
      <div class="caption">
        <label [attr.for]="id()">{{ one.label }}</label>
        @if (!one.required) { <span>optional</span> }
      </div>
      @if (many()) { <input type="search" aria-label="Find more to choose from" placeholder="Find…" (input)="search($event)" /> }
      <select [id]="id()" [attr.aria-invalid]="!!error()" [attr.aria-describedby]="message()" [attr.aria-required]="one.required" (change)="pick($event)">
        <option value="">{{ one.required ? 'Choose…' : 'None' }}</option>
        @for (option of options(); track option.id) {
          <option [value]="option.id" [selected]="chosen()[0] === option.id">{{ option.label }}</option>
        }
      </select>
    }
    @if (error(); as words) { <span [id]="id() + '-error'" class="error">{{ words }}</span> }
  `,
})
export class RelationControl {
  readonly relation = input.required<Relation>();
  readonly options = input.required<readonly Reference[]>();
  readonly chosen = input.required<readonly number[]>();
  readonly many = input.required<boolean>();
  readonly error = input<string | undefined>();
  readonly find = output<string>();
  readonly choose = output<string>();
  readonly toggled = output<number>();
  protected readonly id = computed(() => `field-${this.relation().column}`);
  protected readonly message = computed(() => (this.error() ? `${this.id()}-error` : null));

  protected search(event: Event): void {
    this.find.emit(textOf(event));
  }

  protected pick(event: Event): void {
    this.choose.emit(textOf(event));
  }
}
