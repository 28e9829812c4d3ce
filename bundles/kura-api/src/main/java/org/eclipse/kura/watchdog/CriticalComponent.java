/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.watchdog;

import org.osgi.annotation.versioning.ConsumerType;

/** A component that has to check in regularly; otherwise the watchdog restarts the gateway. */
@ConsumerType
public interface CriticalComponent {

  String getCriticalComponentName();

  /** Returns the longest interval between two check-ins, in milliseconds. */
  int getCriticalComponentTimeout();
}
