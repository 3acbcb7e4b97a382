/** What stands where there is nothing to show, or nothing yet. */
import { booleanAttribute, Component, input, output } from '@angular/core';

/** Why there is nothing, and what to do. `whole`: it is all that the page has. */
@Component({
  selector: 'app-notice',
  template: `
    <div class="state">
      @if (whole()) { <h1>{{ heading() }}</h1> } @else { <p class="lead">{{ heading() }}</p> }
      <p>{{ text() }}</p>
      @if (to(); as address) { <a class="button primary" [href]="address">{{ label() }}</a> }
      @if (action(); as name) { <button type="button" class="button" (click)="act.emit()">{{ name }}</button> }
    </div>
  `,
})
export class Notice {
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
  readonly whole = input(false, { transform: booleanAttribute });
  readonly to = input('');
  readonly label = input('');
  readonly action = input('');
  readonly act = output();
}

@Component({
  selector: 'app-failed',
  imports: [Notice],
  template: `
    <div role="alert">
      <app-notice [whole]="!inside()" heading="That didn’t work" [text]="problem()" action="Try again" (act)="retry.emit()" />
    </div>
  `,
})
export class Failed {
  readonly problem = input.required<string>();
  readonly inside = input(false, { transform: booleanAttribute });
  readonly retry = output();
}

/** The outline of what is on its way. */
@Component({
  selector: 'app-loading',
  template: '<div class="bones" role="status" aria-label="Loading"><i></i><i></i><i></i><i></i><i></i><i></i></div>',
})
export class Loading {}

@Component({
  selector: 'app-pager',
  template: `
    <div class="pager">
      <span aria-live="polite">{{ (page() - 1) * size() + 1 }}–{{ last() }} of {{ total() }}</span>
      <div class="actions">
        <button type="button" class="button small" [disabled]="page() <= 1" (click)="go.emit(page() - 1)">Previous</button>
        <button type="button" class="button small" [disabled]="last() >= total()" (click)="go.emit(page() + 1)">Next</button>
      </div>
    </div>
  `,
})
export class Pager {
  readonly page = input.required<number>();
  readonly size = input.required<number>();
  readonly total = input.required<number>();
  readonly go = output<number>();

  protected last(): number {
    return Math.min(this.page() * this.size(), this.total());
  }
}
