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
 * @param id the id assigned by the platform; empty if it assigned none
 * @param method the method from the topic, for example {@code thing.service.property.set}
 * @param params any JSON value, not validated; an empty object if the message had none
 * @param received the time of arrival by this machine's clock
 * @param hasParams whether the message contained parameters
 */
public record Request(
    Optional<MessageId> id, String method, JsonText params, Instant received, boolean hasParams) {

  /** Creates a request whose message contained parameters. */
  public Request(Optional<MessageId> id, String method, JsonText params, Instant received) {
    this(id, method, params, received, true);
  }
}
