/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A received envelope (developer guide, chapter 9): a reply if it has a code, otherwise a request.
 * Unknown members are ignored; a member of a wrong type makes the message malformed.
 *
 * @param id empty if the sender assigned none
 * @param version the protocol version, for example 1.0; not evaluated, hence of any JSON type
 * @param method for example {@code thing.service.property.set}
 * @param params the parameters of a request
 * @param code the result code of a reply
 * @param data the data of a reply
 * @param message the platform's description of the code; as JSON text if it is not a string
 */
public record AlinkMessage(
    Optional<MessageId> id,
    Optional<String> version,
    Optional<String> method,
    Optional<JsonText> params,
    OptionalInt code,
    Optional<JsonText> data,
    Optional<String> message) {

  /** Returns whether this message is a reply. */
  public boolean isReply() {
    return code.isPresent();
  }
}
