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
 * @param devices the devices of the page, ordered by product key and device name
 * @param offset how many matching devices precede this page
 * @param matching how many devices match the filter in total
 * @param known how many devices exist in total
 */
public record SubDevicePage(List<SubDeviceStatus> devices, int offset, int matching, int known) {

  /** Copies the list. */
  public SubDevicePage {
    devices = List.copyOf(devices);
  }

  /** Returns whether further devices match after this page. */
  public boolean hasMore() {
    return offset + devices.size() < matching;
  }
}
