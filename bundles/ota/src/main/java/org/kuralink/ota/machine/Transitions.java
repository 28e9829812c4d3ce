/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import static org.kuralink.api.ota.UpdateState.AWAITING_ADDRESS;
import static org.kuralink.api.ota.UpdateState.COMMITTING;
import static org.kuralink.api.ota.UpdateState.DOWNLOADING;
import static org.kuralink.api.ota.UpdateState.IDLE;
import static org.kuralink.api.ota.UpdateState.INSTALLING;
import static org.kuralink.api.ota.UpdateState.PROVING;
import static org.kuralink.api.ota.UpdateState.REPORTING;
import static org.kuralink.api.ota.UpdateState.RESTARTING;
import static org.kuralink.api.ota.UpdateState.ROLLING_BACK;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.ota.UpdateState;

/** Which event leads where; the diagram in the README is drawn from this table. */
public final class Transitions {

  private static final Map<UpdateState, Map<UpdateEvent, UpdateState>> TABLE =
      new EnumMap<>(UpdateState.class);

  static {
    from(IDLE).put(UpdateEvent.ORDERED, DOWNLOADING);
    from(IDLE).put(UpdateEvent.DECIDED, REPORTING);

    from(DOWNLOADING).put(UpdateEvent.FETCHED, INSTALLING);
    from(DOWNLOADING).put(UpdateEvent.ADDRESS_EXPIRED, AWAITING_ADDRESS);
    from(DOWNLOADING).put(UpdateEvent.FAILED, REPORTING);
    from(DOWNLOADING).put(UpdateEvent.CANCELLED, REPORTING);

    from(AWAITING_ADDRESS).put(UpdateEvent.ADDRESS_RENEWED, DOWNLOADING);
    from(AWAITING_ADDRESS).put(UpdateEvent.FAILED, REPORTING);
    from(AWAITING_ADDRESS).put(UpdateEvent.CANCELLED, REPORTING);

    from(INSTALLING).put(UpdateEvent.INSTALLED, PROVING);
    from(INSTALLING).put(UpdateEvent.NEEDS_RESTART, RESTARTING);
    from(INSTALLING).put(UpdateEvent.LOST, INSTALLING);
    from(INSTALLING).put(UpdateEvent.FAILED, ROLLING_BACK);
    from(INSTALLING).put(UpdateEvent.CANCELLED, ROLLING_BACK);

    from(RESTARTING).put(UpdateEvent.INSTALLED, PROVING);
    from(RESTARTING).put(UpdateEvent.LOST, INSTALLING);
    from(RESTARTING).put(UpdateEvent.FAILED, ROLLING_BACK);

    from(PROVING).put(UpdateEvent.PROVED, COMMITTING);
    from(PROVING).put(UpdateEvent.NEEDS_RESTART, RESTARTING);
    from(PROVING).put(UpdateEvent.LOST, INSTALLING);
    from(PROVING).put(UpdateEvent.FAILED, ROLLING_BACK);
    from(PROVING).put(UpdateEvent.CANCELLED, ROLLING_BACK);

    from(COMMITTING).put(UpdateEvent.COMMITTED, REPORTING);
    from(COMMITTING).put(UpdateEvent.FAILED, ROLLING_BACK);

    from(ROLLING_BACK).put(UpdateEvent.ROLLED_BACK, REPORTING);

    from(REPORTING).put(UpdateEvent.ACKNOWLEDGED, IDLE);

    for (UpdateState state : UpdateState.values()) {
      from(state).put(UpdateEvent.RESUMED, state);
    }
  }

  private Transitions() {}

  /** Where an event leads; empty if it means nothing in this state. */
  public static Optional<UpdateState> next(UpdateState state, UpdateEvent event) {
    return Optional.ofNullable(from(state).get(event));
  }

  private static Map<UpdateEvent, UpdateState> from(UpdateState state) {
    return TABLE.computeIfAbsent(state, any -> new EnumMap<>(UpdateEvent.class));
  }
}
