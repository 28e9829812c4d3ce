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

/** Thrown when a connection cannot be opened. */
@ProviderType
public class KuraConnectException extends KuraException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception with the argument of its message. */
  public KuraConnectException(Object argument) {
    super(KuraErrorCode.CONNECTION_FAILED, argument);
  }

  /** Creates an exception with its cause. */
  public KuraConnectException(Throwable cause, Object argument) {
    super(KuraErrorCode.CONNECTION_FAILED, cause, argument);
  }
}
