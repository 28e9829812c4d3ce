/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.check.ConfigurationCheck;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * A form of this project, adapted to the Web Console: without the markers for Kura at the end of
 * descriptions, with a field for the name, and with a list of the connections. All fields are
 * required, because the Web Console discards an optional field unless its box is ticked; {@link
 * FormEdits} removes empty fields.
 */
final class ShownForm implements ObjectClassDefinition {

  /**
   * A hidden field whose default is the text under which the Web Console lists the configuration.
   */
  private static final String LISTED_AS = "webconsole.configurationFactory.nameHint";

  private static final Pattern MARKS_OF_KURA = Pattern.compile("\\|\\w+$");

  private final ObjectClassDefinition form;
  private final AttributeDefinition[] fields;

  /**
   * Creates an adapted form.
   *
   * @param several whether there may be several named instances
   * @param connections the connections with their labels
   */
  ShownForm(ObjectClassDefinition form, boolean several, Map<String, String> connections) {
    this.form = form;
    List<AttributeDefinition> shown = new ArrayList<>();
    if (several) {
      shown.add(
          new Added(
              ConfigurationCheck.NAME,
              "Name / 名称",
              "The name by which other components refer to it, for example main. It names the data directory, so do not change it later."
                  + " If empty, the name after ~ in the PID is used, or the next free name. /"
                  + " 其他组件引用它的名称，例如 main；请一次选定，其数据保存在该名称下。"
                  + "留空则使用 PID 中 ~ 之后的部分，或下一个可用名称。",
              new String[0]));
      shown.add(
          new Added(LISTED_AS, LISTED_AS, "", new String[] {"{" + ConfigurationCheck.NAME + "}"}));
    }
    Stream.ofNullable(form.getAttributeDefinitions(ALL))
        .flatMap(Stream::of)
        .map(field -> new Shown(field, connections))
        .forEach(shown::add);
    fields = shown.toArray(AttributeDefinition[]::new);
  }

  @Override
  public AttributeDefinition[] getAttributeDefinitions(int filter) {
    return filter == OPTIONAL ? new AttributeDefinition[0] : fields.clone();
  }

  @Override
  public String getName() {
    return form.getName();
  }

  @Override
  public String getID() {
    return form.getID();
  }

  @Override
  public @Nullable String getDescription() {
    return plain(form.getDescription());
  }

  @Override
  public @Nullable InputStream getIcon(int size) throws IOException {
    return form.getIcon(size);
  }

  private static @Nullable String plain(@Nullable String description) {
    return description == null ? null : MARKS_OF_KURA.matcher(description).replaceFirst("");
  }

  /** An existing field of the form. */
  private record Shown(AttributeDefinition field, Map<String, String> connections)
      implements AttributeDefinition {

    private boolean isConnection() {
      return field.getID().equals(ConnectionTab.CONNECTION);
    }

    @Override
    public String getName() {
      return field.getName();
    }

    @Override
    public String getID() {
      return field.getID();
    }

    @Override
    public @Nullable String getDescription() {
      return plain(field.getDescription());
    }

    @Override
    public int getCardinality() {
      return field.getCardinality();
    }

    @Override
    public int getType() {
      return field.getType();
    }

    @Override
    public String @Nullable [] getOptionValues() {
      return isConnection() ? connections.keySet().toArray(String[]::new) : field.getOptionValues();
    }

    @Override
    public String @Nullable [] getOptionLabels() {
      return isConnection() ? connections.values().toArray(String[]::new) : field.getOptionLabels();
    }

    @Override
    public @Nullable String validate(String value) {
      return field.validate(value);
    }

    @Override
    public String @Nullable [] getDefaultValue() {
      return field.getDefaultValue();
    }
  }

  /** An additional text field for the Web Console. */
  private record Added(String id, String name, String description, String[] defaults)
      implements AttributeDefinition {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public String getID() {
      return id;
    }

    @Override
    public String getDescription() {
      return description;
    }

    @Override
    public int getCardinality() {
      return 0;
    }

    @Override
    public int getType() {
      return STRING;
    }

    @Override
    public String @Nullable [] getOptionValues() {
      return null;
    }

    @Override
    public String @Nullable [] getOptionLabels() {
      return null;
    }

    @Override
    public String validate(String value) {
      return "";
    }

    @Override
    public String @Nullable [] getDefaultValue() {
      return defaults.length == 0 ? null : defaults.clone();
    }
  }
}
