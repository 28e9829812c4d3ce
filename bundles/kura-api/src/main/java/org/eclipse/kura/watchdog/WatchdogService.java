/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.watchdog;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Restarts the gateway when a critical component stops checking in. */
@ProviderType
public interface WatchdogService {

  @Deprecated
  void startWatchdog();

  @Deprecated
  void stopWatchdog();

  int getHardwareTimeout();

  @Deprecated
  void registerCriticalService(CriticalComponent criticalComponent);

  @Deprecated
  void unregisterCriticalService(CriticalComponent criticalComponent);

  void registerCriticalComponent(CriticalComponent criticalComponent);

  void unregisterCriticalComponent(CriticalComponent criticalComponent);

  List<CriticalComponent> getCriticalComponents();

  void checkin(CriticalComponent criticalComponent);
}
