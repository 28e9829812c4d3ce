/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura;

import org.osgi.annotation.versioning.ProviderType;

/** Kura's checked exception, carrying an error code. */
@ProviderType
public class KuraException extends Exception {

  private static final long serialVersionUID = 1L;

  private final KuraErrorCode code;

  /** An exception with no more than its code. */
  public KuraException(KuraErrorCode code) {
    super(code.name());
    this.code = code;
  }

  /** An exception with what its text speaks of. */
  public KuraException(KuraErrorCode code, Object... arguments) {
    super(text(code, arguments));
    this.code = code;
  }

  /** An exception with its cause. */
  public KuraException(KuraErrorCode code, Throwable cause, Object... arguments) {
    super(text(code, arguments), cause);
    this.code = code;
  }

  private static String text(KuraErrorCode code, Object... arguments) {
    StringBuilder text = new StringBuilder(code.name());
    if (arguments != null) {
      for (Object argument : arguments) {
        text.append(' ').append(argument);
      }
    }
    return text.toString();
  }

  /** The kind of failure. */
  public KuraErrorCode getCode() {
    return code;
  }
}
