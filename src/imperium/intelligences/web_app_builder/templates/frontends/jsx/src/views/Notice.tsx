/** What stands where there is nothing to show: why, and what to do. */
interface NoticeProps {
  /** Whether it is all that the page has, and so is headed like one. */
  readonly whole?: boolean;
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly to: string; readonly label: string } | undefined;
  readonly action?: { readonly run: () => void; readonly label: string } | undefined;
}

export function Notice({ title, text, link, action, whole }: NoticeProps) {
  return (
    <div className="state">
      {whole ? <h1>{title}</h1> : <p className="lead">{title}</p>}
      <p>{text}</p>
      {link && <a className="button primary" href={link.to}>{link.label}</a>}
      {action && <button type="button" className="button" onClick={action.run}>{action.label}</button>}
    </div>
  );
}

interface FailedProps {
  readonly problem: string;
  readonly retry: () => void;
  readonly inside?: boolean;
}

export function Failed({ problem, retry, inside = false }: FailedProps) {
  return <div role="alert"><Notice whole={!inside} title="That didn’t work" text={problem} action={ { run: retry, label: 'Try again' } } /></div>;
}

/** The outline of what is on its way. */
export function Loading() {
  return (
    <div className="bones" role="status" aria-label="Loading">
      {Array.from({ length: 6 }, (_, number) => <i key={number} />)}
    </div>
  );
}
