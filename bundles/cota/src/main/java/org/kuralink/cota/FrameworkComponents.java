/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.cota.apply.ComponentForm;
import org.kuralink.cota.apply.ComponentForm.FieldType;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.Components.ConfiguredComponent;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The configurations of ConfigurationAdmin with the forms of MetaTypeService. */
final class FrameworkComponents implements Components {

  private final BundleContext bundle;
  private final ConfigurationAdmin admin;
  private final MetaTypeService metatypes;

  FrameworkComponents(BundleContext bundle, ConfigurationAdmin admin, MetaTypeService metatypes) {
    this.bundle = bundle;
    this.admin = admin;
    this.metatypes = metatypes;
  }

  @Override
  public Optional<ConfiguredComponent> find(String key) throws ConfigurationException {
    return all().stream()
        .filter(configuration -> isNamed(configuration, key))
        .findFirst()
        .map(Configured::new);
  }

  private List<Configuration> all() throws ConfigurationException {
    try {
      Configuration @Nullable [] all = admin.listConfigurations(null);
      return all == null ? List.of() : Arrays.asList(all);
    } catch (IOException | InvalidSyntaxException e) {
      throw new ConfigurationException("the configurations here cannot be listed");
    }
  }

  /**
   * Compares a configuration with a key: Felix uses {@code factory~name} as the PID, Kura stores
   * the name in a property.
   */
  private static boolean isNamed(Configuration configuration, String key) {
    if (configuration.getPid().equals(key)) {
      return true;
    }
    int tilde = key.indexOf('~');
    Dictionary<String, Object> properties = configuration.getProperties();
    return tilde > 0
        && properties != null
        && key.substring(0, tilde).equals(configuration.getFactoryPid())
        && key.substring(tilde + 1).equals(properties.get(CloudSession.PID));
  }

  private Optional<ComponentForm> form(String kind) {
    for (Bundle candidate : bundle.getBundles()) {
      MetaTypeInformation information = metatypes.getMetaTypeInformation(candidate);
      if (information != null
          && (Arrays.asList(information.getPids()).contains(kind)
              || Arrays.asList(information.getFactoryPids()).contains(kind))) {
        return Optional.of(form(kind, information.getObjectClassDefinition(kind, null)));
      }
    }
    return Optional.empty();
  }

  private static ComponentForm form(String kind, ObjectClassDefinition definition) {
    Set<String> required = new HashSet<>();
    for (AttributeDefinition attribute : attributes(definition, ObjectClassDefinition.REQUIRED)) {
      required.add(attribute.getID());
    }
    List<ComponentForm.Field> fields = new ArrayList<>();
    for (AttributeDefinition attribute : attributes(definition, ObjectClassDefinition.ALL)) {
      String[] defaults = attribute.getDefaultValue();
      type(attribute.getType())
          .ifPresent(
              type ->
                  fields.add(
                      new ComponentForm.Field(
                          attribute.getID(),
                          type,
                          attribute.getCardinality(),
                          required.contains(attribute.getID()),
                          defaults == null ? List.of() : List.of(defaults),
                          text -> allows(attribute, text))));
    }
    return new ComponentForm(kind, List.copyOf(fields));
  }

  private static List<AttributeDefinition> attributes(ObjectClassDefinition definition, int which) {
    AttributeDefinition @Nullable [] attributes = definition.getAttributeDefinitions(which);
    return attributes == null ? List.of() : Arrays.asList(attributes);
  }

  /**
   * Validates a value; implementations differ in whether a comma within one value must be escaped.
   */
  private static boolean allows(AttributeDefinition attribute, String text) {
    String escaped = text.replace("\\", "\\\\").replace(",", "\\,").replace(" ", "\\ ");
    return isValid(attribute.validate(text)) || isValid(attribute.validate(escaped));
  }

  private static boolean isValid(@Nullable String objection) {
    return objection == null || objection.isEmpty();
  }

  private static Optional<FieldType> type(int type) {
    return Optional.ofNullable(
        switch (type) {
          case AttributeDefinition.STRING -> FieldType.STRING;
          case AttributeDefinition.PASSWORD -> FieldType.PASSWORD;
          case AttributeDefinition.INTEGER -> FieldType.INTEGER;
          case AttributeDefinition.LONG -> FieldType.LONG;
          case AttributeDefinition.SHORT -> FieldType.SHORT;
          case AttributeDefinition.BYTE -> FieldType.BYTE;
          case AttributeDefinition.DOUBLE -> FieldType.DOUBLE;
          case AttributeDefinition.FLOAT -> FieldType.FLOAT;
          case AttributeDefinition.BOOLEAN -> FieldType.BOOLEAN;
          case AttributeDefinition.CHARACTER -> FieldType.CHARACTER;
          default -> null;
        });
  }

  private final class Configured implements ConfiguredComponent {

    private final Configuration configuration;

    Configured(Configuration configuration) {
      this.configuration = configuration;
    }

    @Override
    public String kind() {
      String factory = configuration.getFactoryPid();
      return factory == null ? configuration.getPid() : factory;
    }

    @Override
    public Map<String, Object> properties() {
      Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      Dictionary<String, Object> stored = configuration.getProperties();
      if (stored != null) {
        for (String name : Collections.list(stored.keys())) {
          Object value = stored.get(name);
          if (value != null) {
            properties.put(name, value);
          }
        }
      }
      return properties;
    }

    @Override
    public void update(Map<String, Object> properties) throws IOException {
      configuration.update(new Hashtable<>(properties));
    }

    @Override
    public Optional<ComponentForm> form() {
      return FrameworkComponents.this.form(kind());
    }
  }
}
