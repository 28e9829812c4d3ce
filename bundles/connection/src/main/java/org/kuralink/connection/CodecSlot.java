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
 * The codec service as it comes and goes. When one replaces another, the new one is bound before
 * the old one is unbound, so that the session is never without. Any thread may call.
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

  /** From now on tells this session, beginning with what there is. */
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
