/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.util.List;

/**
 * A page of sub-devices.
 *
 * @param devices by product key and device name
 * @param offset how many that match stand before these
 * @param matching how many match altogether
 * @param known how many there are, matching or not
 */
public record SubDevicePage(List<SubDeviceStatus> devices, int offset, int matching, int known) {

  /** Takes over what the list holds at this moment. */
  public SubDevicePage {
    devices = List.copyOf(devices);
  }

  /** Whether there are more behind these. */
  public boolean hasMore() {
    return offset + devices.size() < matching;
  }
}
