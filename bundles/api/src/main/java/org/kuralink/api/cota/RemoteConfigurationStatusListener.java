/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listener for the status of a remote configuration. Called in the order of the changes, on a
 * thread of its own. A call that takes longer than ten seconds is interrupted and abandoned; an
 * exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface RemoteConfigurationStatusListener {

  /**
   * Called when the state or the version in force changed.
   *
   * @param status the complete new status
   */
  void changed(RemoteConfigurationStatus status);
}
