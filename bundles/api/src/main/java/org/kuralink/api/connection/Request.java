/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;

/**
 * A request from the platform.
 *
 * @param id as the platform gave it; empty if it gave none
 * @param method from the topic, for example {@code thing.service.property.set}
 * @param params any JSON value, not yet checked; an empty object if there was none
 * @param received when it arrived, by this machine's clock
 * @param hasParams whether the message said what its parameters are
 */
public record Request(
    Optional<MessageId> id, String method, JsonText params, Instant received, boolean hasParams) {

  /** One that says what its parameters are. */
  public Request(Optional<MessageId> id, String method, JsonText params, Instant received) {
    this(id, method, params, received, true);
  }
}
