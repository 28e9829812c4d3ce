/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the bytes that the platform sends to a product whose data format is "do not parse"
 * (developer guide 9.5). Registered as a service; {@link Thing#CONNECTION} names the session that
 * it serves (absent: every). Goes before any {@link RawDataCodec}.
 *
 * <p>Called on a thread of the thing, one call at a time, as {@link ServiceHandler} is.
 */
@ConsumerType
public interface RawDataHandler {

  /**
   * The platform sent bytes, over {@code thing/model/down_raw} or by RRPC.
   *
   * @return the answer, which goes back the way the bytes came; empty for none
   */
  CompletionStage<Optional<byte[]>> received(byte[] payload);

  /** The platform answered to what was published, on {@code thing/model/up_raw_reply}. */
  default void replied(byte[] payload) {
    // Most applications have no use for it.
  }
}
