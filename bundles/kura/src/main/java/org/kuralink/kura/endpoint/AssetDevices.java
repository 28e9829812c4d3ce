/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.kura.metric.NameMapping;

/**
 * The assets that are sub-devices of a connection, for the publishers of this bundle. An OSGi
 * service with the property {@code connection}; not for other bundles. Any thread may call; no
 * method blocks.
 */
public interface AssetDevices {

  /** Returns the configured sub-device of an asset; empty if its values belong to the gateway. */
  Optional<DeviceIdentity> deviceOf(String asset);

  /** Returns the mapping of the channels of an asset to properties. */
  NameMapping mapping(String asset);

  /** Reports that an asset gave a valid value. */
  void heard(String asset);
}
