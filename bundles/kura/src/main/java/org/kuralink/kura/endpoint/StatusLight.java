/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import org.eclipse.kura.status.CloudConnectionStatusComponent;
import org.eclipse.kura.status.CloudConnectionStatusEnum;
import org.eclipse.kura.status.CloudConnectionStatusService;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection on the status LED of the gateway, while Kura has the service for it.
 */
public final class StatusLight implements CloudConnectionStatusComponent {

  private volatile CloudConnectionStatusEnum status = CloudConnectionStatusEnum.OFF;
  private volatile @Nullable CloudConnectionStatusService service;

  /** Takes Kura's service and shows the current state. */
  public void bind(CloudConnectionStatusService present) {
    service = present;
    present.register(this);
    present.updateStatus(this, status);
  }

  /** Drops Kura's service; the state is kept for the next one. */
  public void unbind(CloudConnectionStatusService gone) {
    if (gone.equals(service)) {
      service = null;
      gone.unregister(this);
    }
  }

  /** Shows a state. */
  public void show(CloudConnectionStatusEnum next) {
    CloudConnectionStatusService present = service;
    status = next;
    if (present != null) {
      present.updateStatus(this, next);
    }
  }

  /** Unregisters from Kura's service. */
  public void close() {
    CloudConnectionStatusService present = service;
    if (present != null) {
      unbind(present);
    }
  }

  @Override
  public int getNotificationPriority() {
    return CloudConnectionStatusService.PRIORITY_LOW;
  }

  @Override
  public CloudConnectionStatusEnum getNotificationStatus() {
    return status;
  }

  /** Called by Kura's service with the state that it was given. */
  @Override
  public void setNotificationStatus(CloudConnectionStatusEnum told) {
    status = told;
  }
}
