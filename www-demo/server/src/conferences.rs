//! Conferences: which calls are in which room, and how the rooms are set.
//!
//! In memory, as calls are: neither survives a restart. A member is one call; it leaves when its call ends, which is
//! noticed when the rooms are looked at next. Sound is not mixed yet.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use voip_sdk::model::calls::ActiveCall;
use voip_sdk::model::conferences::{Conference, ConferenceMember};

/// The conference that is meant when none is named.
pub const MAIN: &str = "main";

/// Why a command could not be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConferenceError {
    /// There is no such conference (any more).
    NoConference,
    /// The conference has no such member (any more).
    NoMember,
    /// Nobody else can join.
    Locked,
    /// The call is in a conference already.
    Taken,
}

struct Member {
    shown: ConferenceMember,
    /// One of the samples: there is no call that could end.
    sample: bool,
}

struct Room {
    locked: bool,
    recording: bool,
    members: Vec<Member>,
    next_member: u32,
    created_at: String,
}

/// One tenant's rooms, by name.
pub struct Rooms {
    tenant_id: String,
    rooms: BTreeMap<String, Room>,
}

/// The conferences of all tenants.
#[derive(Default)]
pub struct Conferences {
    tenants: Mutex<HashMap<String, Rooms>>,
}

/// Whether a conference can be called that: 1 to 64 letters, digits, `-` and `_`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl Conferences {
    /// Looks at a tenant's rooms, or changes them. `up` says which of its calls are up; it is asked under the same
    /// lock, so that a call that joins meanwhile is not taken for one that has ended.
    pub fn with<T>(
        &self,
        tenant_id: &str,
        up: impl FnOnce() -> Vec<ActiveCall>,
        act: impl FnOnce(&mut Rooms, &[ActiveCall]) -> T,
    ) -> T {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        let rooms = tenants.entry(tenant_id.to_owned()).or_insert_with(|| Rooms {
            tenant_id: tenant_id.to_owned(),
            rooms: BTreeMap::new(),
        });
        let calls = up();
        rooms.keep(|member| member.sample || calls.iter().any(|call| call.call_uuid == member.shown.call_uuid));
        let answer = act(rooms, &calls);
        rooms.keep(|_| true);
        answer
    }

    /// Makes a conference of people that are in no call, as a sample.
    pub fn put_sample(&self, tenant_id: &str, name: &str, people: impl IntoIterator<Item = (String, String)>) {
        self.with(tenant_id, Vec::new, |rooms, _| {
            let room = rooms.rooms.entry(name.to_owned()).or_insert_with(Room::new);
            for (number, person) in people {
                room.add(uuid::Uuid::new_v4().to_string(), number, Some(person), true);
            }
        });
    }
}

impl Rooms {
    /// Every conference, by name.
    #[must_use]
    pub fn list(&self) -> Vec<Conference> {
        self.rooms.iter().map(|(name, room)| self.shown(name, room)).collect()
    }

    /// One conference.
    ///
    /// # Errors
    /// [`ConferenceError::NoConference`].
    pub fn get(&self, name: &str) -> Result<Conference, ConferenceError> {
        let room = self.rooms.get(name).ok_or(ConferenceError::NoConference)?;
        Ok(self.shown(name, room))
    }

    /// Adds a call to a conference; the first one makes it. The member is shown as who called.
    ///
    /// # Errors
    /// [`ConferenceError::Taken`] when the call is in a conference already, [`ConferenceError::Locked`].
    pub fn join(&mut self, name: &str, call: &ActiveCall) -> Result<Conference, ConferenceError> {
        let mut members = self.rooms.values().flat_map(|room| &room.members);
        if members.any(|member| member.shown.call_uuid == call.call_uuid) {
            return Err(ConferenceError::Taken);
        }
        let room = self.rooms.entry(name.to_owned()).or_insert_with(Room::new);
        if room.locked {
            return Err(ConferenceError::Locked);
        }
        room.add(
            call.call_uuid.clone(),
            call.caller.clone(),
            call.caller_name.clone(),
            false,
        );
        self.get(name)
    }

    /// Takes a member out. The answer is the conference as it is then, without anybody at last.
    ///
    /// # Errors
    /// [`ConferenceError::NoConference`], [`ConferenceError::NoMember`].
    pub fn kick(&mut self, name: &str, member_id: &str) -> Result<Conference, ConferenceError> {
        self.member(name, member_id)?;
        self.change(name, |room| {
            room.members.retain(|member| member.shown.member_id != member_id);
        })
    }

    /// Mutes a member, or no longer.
    ///
    /// # Errors
    /// [`ConferenceError::NoConference`], [`ConferenceError::NoMember`].
    pub fn mute(&mut self, name: &str, member_id: &str, muted: bool) -> Result<Conference, ConferenceError> {
        self.member(name, member_id)?;
        self.change(name, |room| {
            let members = room.members.iter_mut();
            for member in members.filter(|member| member.shown.member_id == member_id) {
                member.shown.muted = muted;
            }
        })
    }

    /// Locks a conference, or no longer.
    ///
    /// # Errors
    /// [`ConferenceError::NoConference`].
    pub fn lock(&mut self, name: &str, locked: bool) -> Result<Conference, ConferenceError> {
        self.change(name, |room| room.locked = locked)
    }

    /// Starts the recording of a conference, or stops it.
    ///
    /// # Errors
    /// [`ConferenceError::NoConference`].
    pub fn record(&mut self, name: &str, recording: bool) -> Result<Conference, ConferenceError> {
        self.change(name, |room| room.recording = recording)
    }

    /// A member.
    ///
    /// # Errors
    /// [`ConferenceError::NoConference`], [`ConferenceError::NoMember`].
    pub fn member(&self, name: &str, member_id: &str) -> Result<&ConferenceMember, ConferenceError> {
        let room = self.rooms.get(name).ok_or(ConferenceError::NoConference)?;
        let mut members = room.members.iter().map(|member| &member.shown);
        members
            .find(|member| member.member_id == member_id)
            .ok_or(ConferenceError::NoMember)
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut Room)) -> Result<Conference, ConferenceError> {
        change(self.rooms.get_mut(name).ok_or(ConferenceError::NoConference)?);
        self.get(name)
    }

    /// Keeps those members, and the rooms that somebody is left in.
    fn keep(&mut self, stays: impl Fn(&Member) -> bool) {
        self.rooms.retain(|_, room| {
            room.members.retain(&stays);
            !room.members.is_empty()
        });
    }

    fn shown(&self, name: &str, room: &Room) -> Conference {
        let tenant = &self.tenant_id;
        Conference {
            name: name.to_owned(),
            room: match name {
                MAIN => format!("conf_{tenant}"),
                _ => format!("conf_{tenant}_{name}"),
            },
            locked: room.locked,
            recording: room.recording,
            member_count: u32::try_from(room.members.len()).unwrap_or(u32::MAX),
            members: room.members.iter().map(|member| member.shown.clone()).collect(),
            created_at: room.created_at.clone(),
        }
    }
}

impl Room {
    fn new() -> Self {
        Self {
            locked: false,
            recording: false,
            members: Vec::new(),
            next_member: 1,
            created_at: now(),
        }
    }

    fn add(&mut self, call_uuid: String, number: String, name: Option<String>, sample: bool) {
        let shown = ConferenceMember {
            // Counted, never used again: who was kicked cannot be meant by a late command for somebody else.
            member_id: self.next_member.to_string(),
            call_uuid,
            number,
            name,
            muted: false,
            joined_at: now(),
        };
        self.next_member += 1;
        self.members.push(Member { shown, sample });
    }
}

fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

#[cfg(test)]
mod tests {
    use voip_sdk::model::calls::{ActiveCallState, CallDirection};

    use super::*;

    fn call(uuid: &str) -> ActiveCall {
        ActiveCall {
            call_uuid: uuid.into(),
            direction: CallDirection::Internal,
            caller: "1001".into(),
            caller_name: None,
            destination: "1002".into(),
            state: ActiveCallState::Active,
            started_at: now(),
            answered_at: None,
            metadata: None,
            legs: None,
        }
    }

    #[test]
    fn a_member_leaves_with_its_call_and_the_last_takes_the_conference_along() {
        let all = Conferences::default();
        let both = || vec![call("a"), call("b")];
        for one in both() {
            let joined = all.with("acme", both, |rooms, _| rooms.join(MAIN, &one));
            assert_eq!(joined.unwrap().room, "conf_acme");
        }
        let left = all.with("acme", || vec![call("b")], |rooms, _| rooms.get(MAIN).unwrap());
        assert_eq!((left.member_count, left.members[0].member_id.as_str()), (1, "2"));
        let over = all.with("acme", Vec::new, |rooms, _| rooms.get(MAIN).unwrap_err());
        assert_eq!(over, ConferenceError::NoConference);
        // The next one starts anew, unlocked.
        let again = all.with("acme", both, |rooms, _| rooms.join(MAIN, &call("a")).unwrap());
        assert_eq!(again.members[0].member_id, "1");
    }

    #[test]
    fn a_call_is_in_one_conference_and_gets_into_no_locked_one() {
        let all = Conferences::default();
        let both = || vec![call("a"), call("b")];
        all.with("acme", both, |rooms, _| {
            rooms.join("x", &call("a")).unwrap();
            assert_eq!(rooms.join("x", &call("a")), Err(ConferenceError::Taken));
            assert_eq!(rooms.join("y", &call("a")), Err(ConferenceError::Taken));
            assert!(rooms.lock("x", true).unwrap().locked);
            assert_eq!(rooms.join("x", &call("b")), Err(ConferenceError::Locked));
            rooms.lock("x", false).unwrap();
            assert_eq!(rooms.join("x", &call("b")).unwrap().member_count, 2);
            assert_eq!(rooms.get("x").unwrap().room, "conf_acme_x");
        });
        assert_eq!(all.with("globex", both, |rooms, _| rooms.list()), []);
    }

    #[test]
    fn samples_stay_until_they_are_kicked() {
        let all = Conferences::default();
        all.put_sample(
            "acme",
            "standup",
            [("1009".into(), "Iris".into()), ("1010".into(), "Jonas".into())],
        );
        all.with("acme", Vec::new, |rooms, _| {
            assert!(rooms.mute("standup", "2", true).unwrap().members[1].muted);
            assert_eq!(rooms.kick("standup", "1").unwrap().member_count, 1);
            assert_eq!(rooms.kick("standup", "1"), Err(ConferenceError::NoMember));
            assert_eq!(rooms.kick("standup", "2").unwrap().members, []);
        });
        assert_eq!(all.with("acme", Vec::new, |rooms, _| rooms.list()), []);
    }

    #[test]
    fn names_are_letters_digits_and_two_marks() {
        assert!(is_name("main") && is_name("Sales_2-b") && is_name(&"x".repeat(64)));
        for name in ["", "a b", "a/b", "é", "a.b", &"x".repeat(65)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
