/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listener for the status of an update: each change of state and of the percentage, in order, on
 * a thread of its own. While a call has not returned, further changes wait; if too many wait, the
 * oldest is dropped. A slow listener does not delay others. An exception is logged and otherwise
 * ignored.
 */
@ConsumerType
@FunctionalInterface
public interface UpdateListener {

  /**
   * Called when the state, the current order or its progress changed.
   *
   * @param status the complete new status
   */
  void changed(UpdateStatus status);
}
