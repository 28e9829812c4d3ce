/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura;

import java.text.MessageFormat;
import java.util.EnumSet;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Kura's checked exception with an error code. */
@ProviderType
public class KuraException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Error codes whose message has no argument. */
  private static final Set<KuraErrorCode> WITHOUT_ARGUMENT =
      EnumSet.of(
          KuraErrorCode.CONFIGURATION_SNAPSHOT_LISTING,
          KuraErrorCode.CONFIGURATION_SNAPSHOT_LOADING,
          KuraErrorCode.CONFIGURATION_SNAPSHOT_TAKING,
          KuraErrorCode.CONFIGURATION_ROLLBACK,
          KuraErrorCode.PARTIAL_SUCCESS,
          KuraErrorCode.NOT_CONNECTED,
          KuraErrorCode.TIMED_OUT,
          KuraErrorCode.NOT_FOUND,
          KuraErrorCode.DISCONNECTION_FAILED);

  private final KuraErrorCode code;

  /** Creates an exception with its code. */
  public KuraException(KuraErrorCode code) {
    super(text(code));
    this.code = code;
  }

  /** Creates an exception with the arguments of its message. */
  public KuraException(KuraErrorCode code, Object... arguments) {
    super(text(code, arguments));
    this.code = code;
  }

  /** Creates an exception with its cause. */
  public KuraException(KuraErrorCode code, Throwable cause, Object... arguments) {
    super(text(code, arguments), cause);
    this.code = code;
  }

  /** Fills in a message pattern like Kura; the placeholder of a missing argument remains. */
  private static String text(KuraErrorCode code, Object... arguments) {
    String pattern = code.name() + (WITHOUT_ARGUMENT.contains(code) ? "" : " {0}");
    return MessageFormat.format(pattern, arguments);
  }

  /** Returns the error code. */
  public KuraErrorCode getCode() {
    return code;
  }
}
