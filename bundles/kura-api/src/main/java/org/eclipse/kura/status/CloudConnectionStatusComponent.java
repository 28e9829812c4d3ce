/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.status;

import org.osgi.annotation.versioning.ConsumerType;

/** A component whose state the status LED of the gateway can show. */
@ConsumerType
public interface CloudConnectionStatusComponent {

  int getNotificationPriority();

  CloudConnectionStatusEnum getNotificationStatus();

  void setNotificationStatus(CloudConnectionStatusEnum status);
}
