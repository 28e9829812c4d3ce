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

  /** The kind of failure. */
  public KuraErrorCode getCode() {
    return code;
  }
}
