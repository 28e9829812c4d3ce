/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

/** What the platform offers is not what its specification says. */
public final class OfferException extends Exception {

  private static final long serialVersionUID = 1L;

  OfferException(String message) {
    super(message, null, false, false);
  }
}
