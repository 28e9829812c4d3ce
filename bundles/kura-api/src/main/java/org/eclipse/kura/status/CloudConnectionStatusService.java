/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.status;

import org.osgi.annotation.versioning.ProviderType;

/** Determines the state that the status LED of the gateway shows. */
@ProviderType
public interface CloudConnectionStatusService {

  int PRIORITY_MAX = Integer.MAX_VALUE;

  int PRIORITY_CRITICAL = 400;

  int PRIORITY_HIGH = 300;

  int PRIORITY_MEDIUM = 200;

  int PRIORITY_LOW = 100;

  int PRIORITY_MIN = Integer.MIN_VALUE;

  void register(CloudConnectionStatusComponent component);

  void unregister(CloudConnectionStatusComponent component);

  boolean updateStatus(CloudConnectionStatusComponent component, CloudConnectionStatusEnum status);
}
