import { useState } from 'react';
import { formatNumber, services, type OutsideContact } from '../session/contacts';
import type { Colleague, SessionState } from '../session/state';
import { presenceText } from '../session/words';
import { Avatar } from './avatar';
import { PhoneIcon } from './icons';

interface Props {
  state: SessionState;
  onCall: (number: string) => void;
}

/** Colleagues with their presence, outside numbers and services; each is one click from a call. */
export function Contacts({ state, onCall }: Props) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const matches = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const colleagues = state.colleagues.filter((one) => matches(one.name, one.extension));
  const outside = state.outside.filter((one) => matches(one.name, one.number, one.detail));
  const available = services.filter((one) => matches(one.name, one.number));
  const nothing = wanted !== '' && colleagues.length + outside.length + available.length === 0;

  return (
    <section className="card panel" aria-labelledby="contacts-title">
      <div className="panel-head">
        <h2 id="contacts-title">Contacts</h2>
        <input
          type="search"
          className="search"
          placeholder="Search"
          aria-label="Search contacts"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setFilter('')}
        />
      </div>
      <div className="panel-body">
        {nothing && <p className="empty">Nobody of that name or number.</p>}
        {state.colleagues.length === 0 && wanted === '' && <p className="empty">Waiting for the list of colleagues…</p>}
        {colleagues.length > 0 && (
          <ul className="list" aria-label="Colleagues" data-testid="colleagues">
            {colleagues.map((one) => (
              <ColleagueRow key={one.extension} colleague={one} onCall={onCall} />
            ))}
          </ul>
        )}
        <OutsideList title="Outside" rows={outside} onCall={onCall} />
        <OutsideList title="Services" rows={available} onCall={onCall} />
      </div>
    </section>
  );
}

function ColleagueRow({ colleague, onCall }: { colleague: Colleague; onCall: (number: string) => void }) {
  const { extension, name, status } = colleague;
  return (
    <li>
      <button type="button" className="row" onClick={() => onCall(extension)} aria-label={`Call ${name}, ${extension}, ${presenceText[status] ?? status}`}>
        <span className="avatar-box">
          <Avatar name={name} />
          <span className={`presence presence-${status}`} data-testid={`presence-${extension}`} data-status={status} />
        </span>
        <span className="row-text">
          <span className="row-title">{name}</span>
          <span className="row-detail">
            {extension} · {presenceText[status] ?? status}
          </span>
        </span>
        <span className="row-action" aria-hidden="true">
          <PhoneIcon />
        </span>
      </button>
    </li>
  );
}

function OutsideList({ title, rows, onCall }: { title: string; rows: readonly OutsideContact[]; onCall: (number: string) => void }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="list-title">{title}</h3>
      <ul className="list" aria-label={title}>
        {rows.map(({ number, name, detail }) => (
          <li key={number}>
            <button type="button" className="row" onClick={() => onCall(number)} aria-label={`Call ${name}, ${formatNumber(number)}`}>
              <Avatar name={name} />
              <span className="row-text">
                <span className="row-title">{name}</span>
                <span className="row-detail">
                  {formatNumber(number)} · {detail}
                </span>
              </span>
              <span className="row-action" aria-hidden="true">
                <PhoneIcon />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
