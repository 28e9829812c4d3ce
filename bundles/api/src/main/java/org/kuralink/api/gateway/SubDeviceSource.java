/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

/** The origin of a sub-device. */
public enum SubDeviceSource {
  /** The list or the file in the gateway's configuration. */
  CONFIGURATION,
  /** The platform, by a notification or a change of the topology. */
  PLATFORM,
  /** A {@link SubDevice} service, or {@link Gateway#offer}. */
  APPLICATION,
  /** {@link Gateway#add}, or a device that was found while joining was permitted. */
  ADDED
}
