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
 * Hears of changes of state, in their order, on a thread of its own. A call that takes longer than
 * ten seconds is interrupted and given up; whatever is thrown is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface RemoteConfigurationStatusListener {

  /** The state or the version in force is another; this is all of it. */
  void changed(RemoteConfigurationStatus status);
}
