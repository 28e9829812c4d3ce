/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;

/**
 * The codec service, which may come and go. When a codec is replaced, the framework binds the new
 * one before it unbinds the old one, so the session always has a codec. Any thread may call.
 */
final class CodecSlot {

  private @Nullable AlinkCodec codec;
  private @Nullable Session session;

  synchronized void bind(AlinkCodec arrived) {
    codec = arrived;
    tell();
  }

  synchronized void unbind(AlinkCodec gone) {
    if (codec == gone) {
      codec = null;
      tell();
    }
  }

  /** Passes the current codec and all later changes to this session. */
  synchronized void serve(Session next) {
    session = next;
    tell();
  }

  private void tell() {
    Session told = session;
    if (told != null) {
      told.codec(codec);
    }
  }
}
