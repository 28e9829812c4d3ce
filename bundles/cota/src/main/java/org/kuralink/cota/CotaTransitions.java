/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.kuralink.api.cota.RemoteConfigurationState.APPLYING;
import static org.kuralink.api.cota.RemoteConfigurationState.CONFIRMING;
import static org.kuralink.api.cota.RemoteConfigurationState.DOWNLOADING;
import static org.kuralink.api.cota.RemoteConfigurationState.IDLE;
import static org.kuralink.api.cota.RemoteConfigurationState.REQUESTING;
import static org.kuralink.api.cota.RemoteConfigurationState.RESTORING;
import static org.kuralink.api.cota.RemoteConfigurationState.VALIDATING;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.cota.RemoteConfigurationState;

/** Which event leads where; the diagram in the README is drawn from this table. */
final class CotaTransitions {

  private static final Map<RemoteConfigurationState, Map<Event, RemoteConfigurationState>> TABLE =
      new EnumMap<>(RemoteConfigurationState.class);

  /** What happens to a remote configuration. */
  enum Event {
    /** The platform is asked which configuration it has: after a start, or by a person. */
    ASKED,
    /** The platform is asked for another address, because that of the file has expired. */
    ADDRESS_EXPIRED,
    /** A file was offered that is not kept here, and is fetched. */
    OFFERED,
    /** A version is kept: fetched and checked, kept before, or wanted back by a person. */
    KEPT,
    /** The applier would take it, and the former configuration is on disk. */
    VALIDATED,
    /** The applier has changed this device. */
    APPLIED,
    /** A former process was cut off behind the change: is it in force? */
    RESUMED,
    /** It is in force still, after a restart. */
    IN_FORCE,
    /** A former process was cut off in the change: the former configuration goes first. */
    INTERRUPTED,
    /** What was interrupted is tried once more. */
    ONCE_MORE,
    /** A former trial is not put back yet. */
    LEFT,
    /** The trial failed; the former configuration is put back. */
    FAILED,
    /** There is a result, whichever. */
    ENDED
  }

  static {
    from(IDLE).put(Event.ASKED, REQUESTING);
    from(IDLE).put(Event.ADDRESS_EXPIRED, REQUESTING);
    from(IDLE).put(Event.OFFERED, DOWNLOADING);
    from(IDLE).put(Event.KEPT, VALIDATING);
    from(IDLE).put(Event.RESUMED, VALIDATING);
    from(IDLE).put(Event.INTERRUPTED, RESTORING);
    from(IDLE).put(Event.LEFT, RESTORING);
    from(IDLE).put(Event.ENDED, IDLE);

    from(REQUESTING).put(Event.ADDRESS_EXPIRED, REQUESTING);
    from(REQUESTING).put(Event.OFFERED, DOWNLOADING);
    from(REQUESTING).put(Event.KEPT, VALIDATING);
    from(REQUESTING).put(Event.LEFT, RESTORING);
    from(REQUESTING).put(Event.ENDED, IDLE);

    from(DOWNLOADING).put(Event.OFFERED, DOWNLOADING);
    from(DOWNLOADING).put(Event.ADDRESS_EXPIRED, REQUESTING);
    from(DOWNLOADING).put(Event.KEPT, VALIDATING);
    from(DOWNLOADING).put(Event.LEFT, RESTORING);
    from(DOWNLOADING).put(Event.ENDED, IDLE);

    from(VALIDATING).put(Event.RESUMED, VALIDATING);
    from(VALIDATING).put(Event.VALIDATED, APPLYING);
    from(VALIDATING).put(Event.IN_FORCE, CONFIRMING);
    from(VALIDATING).put(Event.INTERRUPTED, RESTORING);
    from(VALIDATING).put(Event.FAILED, RESTORING);
    from(VALIDATING).put(Event.ENDED, IDLE);

    from(APPLYING).put(Event.APPLIED, CONFIRMING);
    from(APPLYING).put(Event.FAILED, RESTORING);

    from(CONFIRMING).put(Event.FAILED, RESTORING);
    from(CONFIRMING).put(Event.ENDED, IDLE);

    from(RESTORING).put(Event.ONCE_MORE, APPLYING);
    from(RESTORING).put(Event.FAILED, RESTORING);
    from(RESTORING).put(Event.ENDED, IDLE);
  }

  private CotaTransitions() {}

  /** Where an event leads; empty if it means nothing in this state. */
  static Optional<RemoteConfigurationState> next(RemoteConfigurationState state, Event event) {
    return Optional.ofNullable(from(state).get(event));
  }

  private static Map<Event, RemoteConfigurationState> from(RemoteConfigurationState state) {
    return TABLE.computeIfAbsent(state, any -> new EnumMap<>(Event.class));
  }
}
