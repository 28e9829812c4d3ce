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
 * An envelope as it was received (developer guide, chapter 9): a request when it has no code, a
 * reply when it has one. Members of other names are dropped; members of a wrong type make the
 * message malformed.
 *
 * @param id empty if the sender gave none
 * @param version of the protocol, for example 1.0; of no consequence, hence of any type
 * @param method for example {@code thing.service.property.set}
 * @param params what a request asks for
 * @param code what a reply says
 * @param data what a reply brings
 * @param message the platform's own words about the code; JSON text where they are no string
 */
public record AlinkMessage(
    Optional<MessageId> id,
    Optional<String> version,
    Optional<String> method,
    Optional<JsonText> params,
    OptionalInt code,
    Optional<JsonText> data,
    Optional<String> message) {

  /** Whether this answers a request. */
  public boolean isReply() {
    return code.isPresent();
  }
}
